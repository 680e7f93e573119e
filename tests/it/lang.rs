//! The language: texts to trees and back, and the problems of wrong texts.

mod arbitrary;
mod cases;
mod laws;
mod limits;
mod places;
mod trees;
