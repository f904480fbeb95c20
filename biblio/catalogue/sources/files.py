def find_files(path, format_name=""):
    return []
