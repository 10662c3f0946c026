"""Discussion: comments on a case and on the places in it, by members and guests."""
