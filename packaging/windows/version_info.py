"""The version information of annotator.exe, as Windows shows it under Properties."""

from PyInstaller.utils.win32 import versioninfo as v

import product

ENGLISH, UNICODE = 0x0409, 0x04B0


def structure() -> v.VSVersionInfo:
    """Return what PyInstaller writes into the program."""
    numbers = product.four_numbers()
    texts = {
        "CompanyName": product.PUBLISHER,
        "FileDescription": product.NAME,
        "FileVersion": product.version(),
        "InternalName": product.EXECUTABLE,
        "LegalCopyright": f"{product.PUBLISHER}, MIT licence",
        "OriginalFilename": f"{product.EXECUTABLE}.exe",
        "ProductName": product.NAME,
        "ProductVersion": product.version(),
    }
    table = v.StringTable(f"{ENGLISH:04X}{UNICODE:04X}", [v.StringStruct(key, text) for key, text in texts.items()])
    fixed = v.FixedFileInfo(filevers=numbers, prodvers=numbers, mask=0x3F, OS=0x40004, fileType=0x1)
    return v.VSVersionInfo(
        ffi=fixed,
        kids=[v.StringFileInfo([table]), v.VarFileInfo([v.VarStruct("Translation", [ENGLISH, UNICODE])])],
    )
