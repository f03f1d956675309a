"""Reports made by program: balanced tables, every printed layout, and the sample corpus with known defects.

Everything here is invented: 云泽市青岚县 and its agencies exist nowhere. Only the standard library and
:mod:`gipr_nlp.form` are used, so that what is written here is independent of the code that reads it.
"""
