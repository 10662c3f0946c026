"""Which deals next: candidates, the exact model of what they open, the solver, the certificate."""




