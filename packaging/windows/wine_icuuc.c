/* The part of icuuc.dll that Qt links to, for Wine, which has none. It converts nothing: text in old encodings cannot be
   tried through Qt there; Python's own codecs can. */
#define SHOWN __declspec(dllexport)
SHOWN void *ucnv_open(const char *name, int *error) { if (error) *error = 4; return 0; }
SHOWN void ucnv_close(void *c) {}
SHOWN void ucnv_reset(void *c) {}
SHOWN int ucnv_countAvailable(void) { return 0; }
SHOWN const char *ucnv_getAvailableName(int n) { return 0; }
SHOWN const char *ucnv_getName(void *c, int *error) { return 0; }
SHOWN const char *ucnv_getStandardName(const char *name, const char *standard, int *error) { return 0; }
SHOWN signed char ucnv_getMaxCharSize(void *c) { return 1; }
SHOWN void ucnv_toUnicode(void) {}
SHOWN void ucnv_fromUnicode(void) {}
SHOWN int ucnv_toUCountPending(void *c, int *error) { return 0; }
SHOWN int ucnv_fromUCountPending(void *c, int *error) { return 0; }
SHOWN void ucnv_getToUCallBack(void) {}
SHOWN void ucnv_getFromUCallBack(void) {}
SHOWN void ucnv_setToUCallBack(void) {}
SHOWN void ucnv_setFromUCallBack(void) {}
SHOWN void ucnv_cbFromUWriteUChars(void) {}
SHOWN void ucnv_cbToUWriteUChars(void) {}
SHOWN void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
SHOWN void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
int DllMain(void *a, unsigned b, void *c) { return 1; }
