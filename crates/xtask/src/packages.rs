//! The system packages that building and testing need.

/// A Debian package.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Package {
    /// Its name in Debian 12.
    pub(crate) name: &'static str,
    /// Its replacement on systems without `name` (Ubuntu).
    pub(crate) otherwise: Option<&'static str>,
    /// The package isn't needed if this program exists.
    pub(crate) program: Option<&'static str>,
}

const fn package(name: &'static str) -> Package {
    Package { name, otherwise: None, program: None }
}

/// What building and opening the window needs.
pub(crate) const BUILD: &[Package] =
    &[package("build-essential"), package("pkg-config"), package("libwebkit2gtk-4.1-dev"), package("ca-certificates")];

/// What the tests need in addition.
///
/// Not `dbus-x11`: it starts daemons that outlive the test and keep its output open.
pub(crate) const TEST: &[Package] = &[
    package("xvfb"),
    package("xauth"),
    package("xdotool"),
    package("imagemagick"),
    Package { name: "dbus-daemon", otherwise: Some("dbus"), program: Some("dbus-run-session") },
    package("webkit2gtk-driver"),
    package("gnome-keyring"),
    Package { name: "chromium", otherwise: Some("chromium-browser"), program: Some("chromium") },
    package("strace"),
    package("faketime"),
    package("curl"),
    package("sqlite3"),
];

/// How to install the equivalent of [`BUILD`] with other package managers: the program and the command.
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[
    ("dnf", "sudo dnf install gcc gcc-c++ make pkgconf-pkg-config webkit2gtk4.1-devel ca-certificates"),
    ("pacman", "sudo pacman -S --needed base-devel webkit2gtk-4.1 ca-certificates"),
    ("zypper", "sudo zypper install gcc gcc-c++ make pkgconf webkit2gtk3-devel ca-certificates"),
    ("apk", "sudo apk add build-base pkgconf webkit2gtk-4.1-dev ca-certificates"),
];

/// What the tests need on other systems. Package names differ too much to give a command.
pub(crate) const TESTS_ELSEWHERE: &str = "Xvfb with xvfb-run, xauth, xdotool, ImageMagick, dbus-run-session, WebKitWebDriver, \
     gnome-keyring, Chromium, strace, faketime, curl and sqlite3";
