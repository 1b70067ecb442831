//! Which cards turned out to be of one person.
