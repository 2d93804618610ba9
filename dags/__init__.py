"""What runs when: files that only wire."""
