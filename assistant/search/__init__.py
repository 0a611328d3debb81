"""What a search shows beside ranked decisions: how many there are, what else was meant, what could be typed."""
