//! The built widget and console of chatdesk, ready to be served.
