"""What leaves the project: protected, described and deposited."""
