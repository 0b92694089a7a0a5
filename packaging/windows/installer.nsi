; The setup of Annotator for one person, without administrator's rights. /ALLUSERS, started as an administrator, installs
; for everyone; /S asks nothing; /D=FOLDER (the last word, without quotes) chooses the folder.
; Ends with: 0 well, 1 stopped by the user, 2 stopped, 3 the program is running, 4 this Windows is too old,
; 5 /ALLUSERS without administrator's rights.
; make_installers.py defines VERSION, NUMBERS, SOURCE, OUT, ICON and the names, so that they stand in one place (product.py).
Unicode true
!ifndef TARGET
  !define TARGET amd64-unicode
!endif
Target ${TARGET}
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
!define INNER "_internal"
Name "${NAME}"
OutFile "${OUT}"
!ifdef FAST
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
!endif
; Two setups made of one folder are equal.
SetDateSave off
RequestExecutionLevel user
ManifestSupportedOS all
ManifestDPIAware true
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} setup"
VIAddVersionKey "CompanyName" "${PUBLISHER}"
VIAddVersionKey "LegalCopyright" "${PUBLISHER}, MIT licence"
!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include x64.nsh
!insertmacro GetSize
!insertmacro GetParameters
!insertmacro GetOptions
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXECUTABLE}"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

!macro StopWith code sentence
  MessageBox MB_OK|MB_ICONSTOP "${sentence}" /SD IDOK
  SetErrorLevel ${code}
  Quit
!macroend

!macro RefuseWhileRunning prefix
Function ${prefix}RefuseWhileRunning
  System::Call 'kernel32::OpenMutexW(i 0x100000, i 0, w "${MUTEX}") p.r0'
  ${If} $0 P<> 0
    System::Call 'kernel32::CloseHandle(p r0)'
    !insertmacro StopWith 3 "${NAME} is running. Close it and try again."
  ${EndIf}
  ; The file of a running program cannot be opened for writing. (It can be renamed, so that would prove nothing.)
  ${If} ${FileExists} "$INSTDIR\${EXECUTABLE}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${EXECUTABLE}" a
    ${If} ${Errors}
      !insertmacro StopWith 3 "${NAME} is running, or its folder cannot be written. Close it and try again."
    ${EndIf}
    FileClose $0
  ${EndIf}
FunctionEnd
!macroend
!insertmacro RefuseWhileRunning ""
!insertmacro RefuseWhileRunning "un."

Function .onInit
  SetRegView 64
  ; What Windows says of itself without regard to who asks; the two highest bits tell of debugging.
  System::Call 'ntdll::RtlGetNtVersionNumbers(*i .r1, *i .r2, *i .r0)'
  IntOp $0 $0 & 0x0FFFFFFF
  ${If} $0 < ${WINDOWS_BUILD}
    !insertmacro StopWith 4 "${NAME} needs Windows 10 version 1903 (build ${WINDOWS_BUILD}) or later. This is build $0."
  ${EndIf}
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/ALLUSERS" $2
  ${If} ${Errors}
    SetShellVarContext current
    ReadRegStr $3 HKCU "Software\${ID}" "InstallDir"
    StrCpy $4 "$LOCALAPPDATA\Programs\${NAME}"
  ${Else}
    UserInfo::GetAccountType
    Pop $2
    ${If} $2 != "Admin"
      !insertmacro StopWith 5 "To install for everyone, start the setup as an administrator."
    ${EndIf}
    SetShellVarContext all
    ReadRegStr $3 HKLM "Software\${ID}" "InstallDir"
    StrCpy $4 "$PROGRAMFILES64\${NAME}"
  ${EndIf}
  ; /D= has filled $INSTDIR already; else it is where it was before, or the usual place.
  ${If} $INSTDIR == ""
    StrCpy $INSTDIR $4
    ${If} $3 != ""
      StrCpy $INSTDIR $3
    ${EndIf}
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
  ReadRegStr $0 HKLM "Software\${ID}" "InstallDir"
  ${If} $0 == $INSTDIR
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
FunctionEnd

Section "Program"
  Call RefuseWhileRunning
  ; Nothing of an older version stays. What the user makes never lies here.
  RMDir /r "$INSTDIR\${INNER}"
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${EXECUTABLE}"
  WriteRegStr SHCTX "Software\${ID}" "InstallDir" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${EXECUTABLE}"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" "$0"
  WriteRegStr SHCTX "Software\Classes\${SUFFIX}" "" "${PROG_ID}"
  WriteRegStr SHCTX "Software\Classes\${SUFFIX}" "Content Type" "${MIME}"
  WriteRegStr SHCTX "Software\Classes\${SUFFIX}\OpenWithProgids" "${PROG_ID}" ""
  WriteRegStr SHCTX "Software\Classes\${PROG_ID}" "" "${KIND}"
  WriteRegStr SHCTX "Software\Classes\${PROG_ID}\DefaultIcon" "" "$INSTDIR\${EXECUTABLE},0"
  WriteRegStr SHCTX "Software\Classes\${PROG_ID}\shell\open\command" "" '"$INSTDIR\${EXECUTABLE}" "%1"'
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  Call un.RefuseWhileRunning
  RMDir /r "$INSTDIR\${INNER}"
  Delete "$INSTDIR\${EXECUTABLE}"
  Delete "$INSTDIR\uninstall.exe"
  ; Only when it is empty: whatever somebody put there stays.
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey SHCTX "${UNINSTALL}"
  DeleteRegKey SHCTX "Software\${ID}"
  DeleteRegKey SHCTX "Software\Classes\${PROG_ID}"
  DeleteRegValue SHCTX "Software\Classes\${SUFFIX}\OpenWithProgids" "${PROG_ID}"
  ReadRegStr $0 SHCTX "Software\Classes\${SUFFIX}" ""
  ${If} $0 == "${PROG_ID}"
    DeleteRegValue SHCTX "Software\Classes\${SUFFIX}" ""
    DeleteRegValue SHCTX "Software\Classes\${SUFFIX}" "Content Type"
  ${EndIf}
  DeleteRegKey /ifempty SHCTX "Software\Classes\${SUFFIX}\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "Software\Classes\${SUFFIX}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
