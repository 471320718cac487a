"""The board for leaders and supervisors: what is published, due, late; every figure opens its records."""
