"""Chapter 6 and appendix C: the claims of the synthesis as sentences, with what they rest on."""
