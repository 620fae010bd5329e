@echo off
rem The launcher for Windows: builds what is missing, then runs it. See the file llmaas for the commands.
setlocal EnableDelayedExpansion
set "ROOT=%~dp0"
set "ROOT=%ROOT:~0,-1%"

if not defined JAVA_HOME (
  for /d %%D in ("%ProgramFiles%\Eclipse Adoptium\jdk-25*" "%ProgramFiles%\Java\jdk-25*" "%ProgramFiles%\Microsoft\jdk-25*") do set "JAVA_HOME=%%~D"
)
set "MAJOR="
if exist "%JAVA_HOME%\release" for /f "tokens=2 delims==." %%V in ('findstr /b "JAVA_VERSION=" "%JAVA_HOME%\release"') do set "MAJOR=%%~V"
if not defined MAJOR goto :nojdk
set "MAJOR=%MAJOR:"=%"
if %MAJOR% LSS 25 goto :nojdk

if "%~1"=="test" (
  pushd "%ROOT%"
  "%JAVA_HOME%\bin\java" .ci\Tidy.java || (popd & exit /b 1)
  call mvn -B verify
  set "RESULT=!errorlevel!"
  popd
  exit /b !RESULT!
)

rem One stamp for the whole build: delete console-app\target\built to build again.
if not exist "%ROOT%\console-app\target\built" (
  echo building ^(the first time takes a minute or two^) ... 1>&2
  pushd "%ROOT%"
  call mvn -q -B -DskipTests -Dspotless.check.skip=true package || (popd & exit /b 70)
  type nul > console-app\target\built
  popd
)

set "COMMON=-XX:+UseCompactObjectHeaders --sun-misc-unsafe-memory-access=allow"
for /f "usebackq delims=" %%L in ("%ROOT%\mock-platform\target\classpath") do set "PLATFORM_LIBRARIES=%%L"
for /f "usebackq delims=" %%L in ("%ROOT%\console-app\target\classpath") do set "CONSOLE_LIBRARIES=%%L"
set "PLATFORM=%ROOT%\mock-platform\target\mock-platform.jar;%PLATFORM_LIBRARIES%"

if "%~1"=="platform" (
  "%JAVA_HOME%\bin\java" %COMMON% -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED -cp "%PLATFORM%" dev.llmaas.platform.PlatformMain %2 %3 %4 %5 %6 %7 %8 %9
  exit /b !errorlevel!
)

set "MODULES="
set "CLASSES=%ROOT%\console-app\target\console-app.jar"
for %%E in ("%CONSOLE_LIBRARIES:;=" "%") do (
  set "ENTRY=%%~E"
  if "!ENTRY:\org\openjfx\=!"=="!ENTRY!" (set "CLASSES=!CLASSES!;!ENTRY!") else (set "MODULES=!MODULES!;!ENTRY!")
)
"%JAVA_HOME%\bin\java" %COMMON% --enable-native-access=ALL-UNNAMED,javafx.graphics --module-path "%MODULES:~1%" --add-modules javafx.controls ^
  "-Dllmaas.platform.class-path=%PLATFORM%" -cp "%CLASSES%" dev.llmaas.console.ConsoleMain %*
exit /b %errorlevel%

:nojdk
echo A JDK 25 or newer is needed. Set JAVA_HOME, or get one: winget install EclipseAdoptium.Temurin.25.JDK 1>&2
exit /b 69
