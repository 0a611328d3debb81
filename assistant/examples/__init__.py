"""Examples of how to run the service: units for systemd, a web server before it, a container; data that is printed."""
