"""The portal: serves the current edition to readers, on this machine."""
