//! The pure engine behind the widget and the console of chatdesk.
