"""Making and judging the tagger's model. Needs scikit-learn; nothing here runs when reports are read."""
