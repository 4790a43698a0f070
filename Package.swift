// swift-tools-version: 6.2
import PackageDescription

/// The settings that every Swift target of the project is built with.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A target of our own; `uses` lists everything that its files may import.
func module(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one target, in `Tests/<name>Tests`.
func tests(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name)] + dependencies,
        swiftSettings: strict
    )
}

/// A C library of the system, found by pkg-config.
func library(_ name: String, pkgConfig: String, apt package: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "umzug",
    products: [.executable(name: "umzug", targets: ["umzug"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // C libraries
        library("CArchive", pkgConfig: "libarchive", apt: "libarchive-dev"),
        library("CCares", pkgConfig: "libcares", apt: "libc-ares-dev"),
        .systemLibrary(
            name: "CCmark",
            pkgConfig: "libcmark-gfm",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]
        ),
        library("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        library("CIDN", pkgConfig: "libidn2", apt: "libidn2-dev"),
        library("CMicrohttpd", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        library("CQRencode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
        library("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
        library("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        .systemLibrary(name: "CLinux"),
        .target(name: "CErasure"),

        // values
        module("MailCore"),
        module("Texts", uses: ["MailCore", yams]),
        module("Catalogue", uses: ["MailCore", yams]),
        module("DomainNames", uses: ["CIDN"]),
        module("Planning", uses: ["Catalogue", "DomainNames", "MailCore", yams]),
        module("Compression", uses: ["CZlib", "MailCore"]),
        module("QRCode", uses: ["CQRencode"]),
        module("Archive", uses: ["CArchive"]),

        // protocols: bytes in, values out
        module("SASL", uses: ["MailCore", crypto, cryptoExtras]),
        module("MIME", uses: ["MailCore"]),
        module("IMAP", uses: ["MailCore", "SASL"]),
        module("POP3", uses: ["MailCore", "SASL"]),

        // connections
        module("Transport", uses: ["CCares", "CCurl", "CLinux", "DomainNames", "MailCore"]),
        module(
            "Connectors",
            uses: ["IMAP", "POP3", "SASL", "MIME", "Transport", "Compression", "MailCore", crypto]
        ),
        module("Detection", uses: ["Catalogue", "Transport", "MailCore"]),

        // the engine
        module("Journal", uses: ["MailCore", grdb]),
        module("Migration", uses: ["Journal", "MailCore"]),

        // the web app
        module("Settings", uses: ["MailCore", yams]),
        module("Secrets", uses: ["CSodium", "MailCore", crypto]),
        module("Store", uses: ["MailCore", "Planning", crypto, grdb]),
        module("Worker", uses: ["Store", "Migration", "Journal", "Secrets", "MailCore", logging]),
        module("HTTPServer", uses: ["CMicrohttpd", "Compression", "MailCore", logging]),
        module(
            "Site",
            uses: [
                "Archive", "CCmark", "HTTPServer", "Planning", "Store", "Texts", "Catalogue", "MailCore", mustache,
                logging,
            ]
        ),

        .executableTarget(
            name: "umzug",
            dependencies: [
                "MailCore", "Texts", "SASL", "MIME", "IMAP", "POP3", "Transport", "Connectors", "DomainNames",
                "Journal", "Migration", "Secrets", "Store", "Worker", "HTTPServer", "Site", "Catalogue", "Detection",
                "Settings",
                "CErasure", "Planning", "QRCode", arguments, logging,
            ],
            swiftSettings: strict
        ),

        // 50 mailboxes at once in one process, for `make bench`
        .executableTarget(
            name: "umzug-many",
            dependencies: ["Connectors", "Journal", "MailCore", "Migration", "Transport"],
            path: "Benchmarks/Many",
            swiftSettings: strict
        ),

        // real servers for the tests, and their own tests
        .target(
            name: "Peers",
            dependencies: ["MailCore"],
            path: "Tests/Peers",
            exclude: ["tools", "proxy", "demo"],
            swiftSettings: strict
        ),
        tests("Peers", uses: ["MailCore"]),

        tests("MailCore"),
        tests("Catalogue", uses: ["MailCore"]),
        tests("Planning", uses: ["Catalogue", "MailCore", "Texts"]),
        tests("Compression"),
        tests("QRCode"),
        tests("Archive", uses: ["CArchive"]),
        tests("Detection", uses: ["Catalogue", "MailCore", "Transport"]),
        tests("HTTPServer", uses: ["Compression", "MailCore", "Peers", logging]),
        tests("Settings", uses: ["MailCore"]),
        tests("SASL", uses: ["MailCore"]),
        tests("IMAP", uses: ["MailCore", "SASL"]),
        tests("POP3", uses: ["MailCore"]),
        tests("MIME", uses: ["MailCore"]),
        tests("Connectors", uses: ["Compression", "IMAP", "POP3", "MIME", "Transport", "Peers", "MailCore", crypto]),
        tests("Journal", uses: ["MailCore", grdb]),
        tests("Migration", uses: ["Journal", "MailCore"]),
        tests("DomainNames"),
        tests("Transport", uses: ["CCurl", "Peers", "MailCore"]),
        tests("Secrets", uses: ["MailCore"]),
        tests("Store", uses: ["Secrets", "Planning", "MailCore", grdb]),
        tests("Texts", uses: ["MailCore"]),
        tests("Site", uses: ["Catalogue", "HTTPServer", "Planning", "Store", "Texts", "MailCore", logging]),
        tests("Worker", uses: ["Planning", "Store", "Migration", "Journal", "Secrets", "MailCore", logging]),
    ],
    swiftLanguageModes: [.v6]
)
