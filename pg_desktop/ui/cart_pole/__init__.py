"""What belongs to the cart-pole worlds alone: how they are drawn, pushed, and made heavier."""
