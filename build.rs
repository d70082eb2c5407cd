//! Cargo doesn't see that a new migration file matters: say so.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
