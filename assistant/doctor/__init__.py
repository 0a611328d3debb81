"""Say what is wrong with settings, machine and neighbours before anybody waits for an answer, each with a remedy."""
