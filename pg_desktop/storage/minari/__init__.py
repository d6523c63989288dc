"""Episodes in Minari's layout: a folder `data` with `metadata.json` and `main_data.hdf5`."""
