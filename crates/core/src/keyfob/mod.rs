//! The facade: one method for each thing that a user asks. The only module that joins the others.
