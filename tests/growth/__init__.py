"""No input costs more than its length: repeated units, given to everything that reads text."""
