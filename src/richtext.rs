//! HTML as a home would store it, as a tree, and as text to draw.
