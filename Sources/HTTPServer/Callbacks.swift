internal import CMicrohttpd
internal import Glibc
internal import Logging

/// The library's way back to us.
///
/// None of these may be written in a file with top-level code: they run on its threads.
enum Callbacks {
    /// A client connects; `NO` closes the connection at once.
    static let accept: MHD_AcceptPolicyCallback = { context, address, _ in
        Core.from(context)?.accepts(Peer.text(address)) == true ? .YES : .NO
    }

    /// A connection was opened or is about to be closed.
    static let connected: MHD_NotifyConnectionCallback = { context, handle, slot, event in
        guard let core = Core.from(context), let handle, let slot else { return }
        switch event {
        case .CONNECTION_NOTIFY_STARTED:
            let connection = core.registry.open(peer: Peer.text(mhd_peer(handle)), descriptor: mhd_socket(handle))
            slot.pointee = Unmanaged.passRetained(connection).toOpaque()
        case .CONNECTION_NOTIFY_CLOSED:
            guard let held = slot.pointee else { return }
            slot.pointee = nil
            core.registry.close(Unmanaged<Connection>.fromOpaque(held).takeRetainedValue())
        @unknown default: return
        }
    }

    /// A request line has arrived; what is returned accompanies the request until ``completed``.
    static let target: mhd_target_callback = { _, text, handle in
        guard let text, let handle, let held = mhd_context(handle) else { return nil }
        let connection = Unmanaged<Connection>.fromOpaque(held).takeUnretainedValue()
        return Unmanaged.passRetained(Exchange(target: String(cString: text), connection: connection)).toOpaque()
    }

    /// A request's header section, a piece of its body, or its end has arrived, or the connection was resumed.
    static let access: MHD_AccessHandlerCallback = { context, handle, _, method, version, octets, count, slot in
        guard let core = Core.from(context), let handle, let method, let count, let held = slot?.pointee else {
            return .NO
        }
        let exchange = Unmanaged<Exchange>.fromOpaque(held).takeUnretainedValue()
        guard exchange.isStarted else {
            return core.begin(exchange, on: handle, method: String(cString: method)) ? .YES : .NO
        }
        let verdict: Exchange.Verdict
        if count.pointee > 0 {
            verdict = exchange.receive(UnsafeRawBufferPointer(start: octets, count: count.pointee))
        } else {
            verdict = exchange.proceed()
        }
        switch verdict {
        case .goOn: count.pointee = 0
        case .wait: break
        case .close: return .NO
        case .answer(let answer): return core.queue(answer, of: exchange, on: handle)
        }
        return .YES
    }

    /// The library is done with a request, answered or not.
    static let completed: MHD_RequestCompletedCallback = { context, _, slot, reason in
        guard let held = slot?.pointee else { return }
        slot?.pointee = nil
        let exchange = Unmanaged<Exchange>.fromOpaque(held).takeRetainedValue()
        Core.from(context)?.end(exchange, isComplete: reason == .REQUEST_TERMINATED_COMPLETED_OK)
    }

    /// The network can take more of a streamed answer.
    static let read: MHD_ContentReaderCallback = { context, _, buffer, size in
        guard let context, let buffer else { return mhd_end_with_error() }
        let queue = Unmanaged<OutputQueue>.fromOpaque(context).takeUnretainedValue()
        return queue.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
    }

    /// A streamed answer is destroyed.
    static let release: MHD_ContentReaderFreeCallback = { context in
        guard let context else { return }
        Unmanaged<OutputQueue>.fromOpaque(context).release()
    }

    /// The library has something to say, mostly about what clients do wrong.
    static let log: MHD_LogCallback = { context, format, arguments in
        guard let core = Core.from(context), let format, let arguments, core.logger.logLevel <= .debug else { return }
        var buffer = [CChar](repeating: 0, count: 512)
        let length = Int(vsnprintf(&buffer, buffer.count, format, arguments))
        let text = buffer.prefix(min(max(0, length), buffer.count - 1)).map { UInt8(bitPattern: $0) }
        core.logger.debug("\(AccessLog.printable(String(decoding: text, as: UTF8.self)))")
    }
}
