import CArchive

/// A zip file (PKWARE APPNOTE) that is made piece by piece, by libarchive: nothing but one piece is held in memory.
///
/// Begin a file, write its octets, begin the next, finish; after each call `take()` has what the zip file grew by.
public final class ZipWriter {
    /// Why no zip file could be made.
    public struct Failure: Error, CustomStringConvertible, Sendable {
        /// What libarchive says.
        public let description: String
    }

    private let archive: OpaquePointer
    private let entry: OpaquePointer
    private let output = Output()

    /// Where libarchive writes to.
    private final class Output { var octets: [UInt8] = [] }

    /// An empty zip file.
    public init() throws(Failure) {
        guard let archive = archive_write_new(), let entry = archive_entry_new() else {
            throw Failure(description: "out of memory")
        }
        (self.archive, self.entry) = (archive, entry)
        try check(archive_write_set_format_zip(archive))
        // Names are UTF-8 whatever the system's locale is.
        try check(archive_write_set_options(archive, "zip:hdrcharset=UTF-8"))
        // What was written is there at once, and no padding follows it.
        try check(archive_write_set_bytes_per_block(archive, 0))
        try check(archive_write_open2(archive, Unmanaged.passUnretained(output).toOpaque(), nil, Self.append, nil, nil))
    }

    deinit {
        archive_entry_free(entry)
        archive_write_free(archive)
    }

    private static let append:
        @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, UnsafeRawPointer?, Int) -> Int = {
            _,
            output,
            octets,
            count in
            guard let output, let octets else { return -1 }
            Unmanaged<Output>.fromOpaque(output).takeUnretainedValue().octets.append(
                contentsOf: UnsafeRawBufferPointer(start: octets, count: count)
            )
            return count
        }

    /// Begins a file; what is written from now on belongs to it.
    ///
    /// - Parameters:
    ///   - name: Its name, with folders before slashes.
    ///   - modified: When it was changed, in seconds since 1970.
    ///   - size: Its size in octets where that is known; else it stands behind the file.
    /// - Throws: What libarchive says of it.
    public func begin(_ name: String, modified: Int64, size: Int64? = nil) throws(Failure) {
        archive_entry_clear(entry)
        archive_entry_set_pathname_utf8(entry, name)
        archive_entry_set_filetype(entry, UInt32(0o100000))
        archive_entry_set_perm(entry, 0o644)
        archive_entry_set_mtime(entry, time_t(modified), 0)
        if let size { archive_entry_set_size(entry, size) } else { archive_entry_unset_size(entry) }
        try check(archive_write_header(archive, entry))
    }

    /// Writes octets of the file that was begun last.
    public func write(_ octets: [UInt8]) throws(Failure) {
        guard !octets.isEmpty else { return }
        let written = octets.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
        guard written == octets.count else { throw failure }
    }

    /// Ends the last file and writes the table of contents; nothing can be written after it.
    public func finish() throws(Failure) { try check(archive_write_close(archive)) }

    /// What came since it was called last.
    public func take() -> [UInt8] {
        defer { output.octets.removeAll(keepingCapacity: true) }
        return output.octets
    }

    private func check(_ status: Int32) throws(Failure) { if status != ARCHIVE_OK { throw failure } }

    private var failure: Failure {
        Failure(description: archive_error_string(archive).map { String(cString: $0) } ?? "unknown")
    }
}
