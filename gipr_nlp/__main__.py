"""``python -m gipr_nlp`` is the same as ``gipr-nlp``."""

from gipr_nlp.cli import main

if __name__ == "__main__":
    main()
