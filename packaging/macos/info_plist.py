"""What macOS is told of the app: name, versions, and that projects are its documents. Only facts."""

import product

ICON = "annotator.icns"


def entries() -> dict[str, object]:
    """Return the entries of Info.plist."""
    return {
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en"],
        "CFBundleExecutable": product.EXECUTABLE,
        "CFBundleIdentifier": product.ID,
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleName": product.NAME,
        "CFBundleDisplayName": product.NAME,
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": product.version(),
        "CFBundleVersion": product.version(),
        "CFBundleIconFile": ICON,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": product.PROJECT_KIND,
                "CFBundleTypeRole": "Editor",
                "CFBundleTypeIconFile": ICON,
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [product.UTI],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": product.UTI,
                "UTTypeDescription": product.PROJECT_KIND,
                "UTTypeIconFile": ICON,
                "UTTypeConformsTo": ["public.database", "public.data"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": [product.SUFFIX.removeprefix(".")],
                    "public.mime-type": [product.MIME],
                },
            }
        ],
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSMinimumSystemVersion": product.MACOS_FLOOR,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": f"{product.PUBLISHER}, MIT licence",
        "NSPrincipalClass": "NSApplication",
        # Dark mode is the app's too.
        "NSRequiresAquaSystemAppearance": False,
    }
