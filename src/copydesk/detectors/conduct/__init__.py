"""What the detectors of conduct share: folded passages, a lexicon, a small logistic model, labelled stories."""
