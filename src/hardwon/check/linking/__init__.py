"""All files joined: what a name, a class or an annotation in one means across the others."""
