//! The house's own edge, asked over real sockets. One file for each thing it promises.

mod cross_site;
mod description;
mod doors_and_desks;
mod guards;
mod headers;
mod house;
mod logs;
mod operations;
mod pages;
mod shutdown;
mod slow;
mod strangers;
