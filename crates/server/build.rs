//! Embeds the pages anew when they were built anew. It never builds them itself: `make web` does.
fn main() {
    println!("cargo::rerun-if-changed=../../web/dist");
}
