"""Which function comes to which call, through any number of others."""
