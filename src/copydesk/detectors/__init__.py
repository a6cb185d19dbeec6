"""Story to signals: one package a question, and none knows another."""
