"""How Gymnasium's other classic worlds are drawn: from their state, sharp at any size, as the cart-pole is."""
