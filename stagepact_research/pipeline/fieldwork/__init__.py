"""The fieldwork: publish, invite, watch and pull. Contact details live in a store outside the project."""
