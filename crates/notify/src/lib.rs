//! Domain events told to people: mail, each with its own delivery row.
