// The target's header page is written with its first file.
