/* The part of mscms.dll that Qt asks about colours of a screen, for Wine, which lacks some of it. */
#define SHOWN __declspec(dllexport)
SHOWN void *OpenColorProfileW(void *a, int b, int c, int d) { return 0; }
SHOWN int CloseColorProfile(void *p) { return 1; }
SHOWN void *WcsCreateIccProfile(void *p, int f) { return 0; }
SHOWN int GetColorProfileFromHandle(void *a, void *b, void *c) { return 0; }
int DllMain(void *a, unsigned b, void *c) { return 1; }
