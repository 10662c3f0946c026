"""Sign-in with an OpenID Connect provider: its settings, the exchange with it, who may come in."""
