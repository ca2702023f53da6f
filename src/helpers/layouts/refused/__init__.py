"""What is refused or asked about whatever the layout, with the reason and what to type."""
