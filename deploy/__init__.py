"""What is needed where Vintages runs in containers."""
