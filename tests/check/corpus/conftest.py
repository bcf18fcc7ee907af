# The projects below are data: what looks like a test of theirs is read by the analyzer, never run.
collect_ignore_glob = ["*"]
