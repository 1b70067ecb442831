//! Door links, the waiting room, admission and media tokens: the patient's edge.
