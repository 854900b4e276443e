//! The page as plain data: what happens, what it holds then, and what follows.
