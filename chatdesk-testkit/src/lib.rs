//! What tests of chatdesk and of its hosts need: a clock by hand and builders.
