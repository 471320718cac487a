"""梳理表: powers and services beside the catalog."""
