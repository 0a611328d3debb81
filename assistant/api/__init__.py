"""The HTTP API: routes, who asks, limits, and errors as problem details."""
