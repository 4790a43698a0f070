import HTTPServer
import MailCore
import Store

/// `/metrics`: figures for Prometheus, for those networks alone that the operator named.
enum MetricsPage {
    static func get(_ visit: Visit) async throws -> Response {
        guard isAllowed(visit) else { throw Refusal.notFound }
        var out = Exposition()
        requests(visit.site.metrics.counted, &out)
        out.one("umzug_live_streams", .gauge, "Open streams of live pages.", Double(visit.site.hub.audience))
        work(try await visit.store.figures(), now: visit.services.clock.now(), &out)
        processes(await visit.services.processes(), &out)
        return Response(out.text, type: "text/plain; version=0.0.4")
    }

    /// An untrusted proxy's own address says nothing of who asks.
    private static func isAllowed(_ visit: Visit) -> Bool {
        guard !visit.request.isForwarded, let peer = IPAddress(visit.request.peer) else { return false }
        return visit.site.configuration.metricsNetworks.contains { $0.contains(peer) }
    }

    private static func requests(_ counted: RequestMetrics.Counted, _ out: inout Exposition) {
        out.family("umzug_http_requests_total", .counter, "Requests by route, method and status.")
        for (label, count) in counted.requests.sorted(by: {
            ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status)
        }) {
            let labels = [("route", label.route), ("method", label.method), ("status", String(label.status))]
            out.sample("umzug_http_requests_total", labels, Double(count))
        }
        let name = "umzug_http_request_duration_seconds"
        out.family(name, .histogram, "Seconds until the answer was known, by route.")
        for (route, durations) in counted.durations.sorted(by: { $0.key < $1.key }) {
            for (bound, count) in zip(RequestMetrics.bounds, durations.buckets) {
                out.sample("\(name)_bucket", [("route", route), ("le", String(bound))], Double(count))
            }
            out.sample("\(name)_bucket", [("route", route), ("le", "+Inf")], Double(durations.count))
            out.sample("\(name)_sum", [("route", route)], durations.sum)
            out.sample("\(name)_count", [("route", route)], Double(durations.count))
        }
    }

    private static let states = [
        "queued", "discovering", "copying", "verifying", "paused", "stopped", "finished", "finished-with-failures",
        "cancelled", "failed", "closed", "undoing", "undone",
    ]

    private static func work(_ figures: StoreFigures, now: Double, _ out: inout Exposition) {
        out.family("umzug_migrations", .gauge, "Migrations that are kept, by state.")
        for state in states { out.sample("umzug_migrations", [("state", state)], Double(figures.states[state] ?? 0)) }
        items(figures.counts, figures.failures, &out)
        out.one("umzug_queue_length", .gauge, "Orders that wait for the worker.", Double(figures.waitingJobs))
        out.one(
            "umzug_requests_waiting",
            .gauge,
            "Looks at servers that wait for the worker.",
            Double(figures.waitingRequests)
        )
        mails(figures, now: now, &out)
        guard let heartbeat = figures.heartbeat else { return }
        let help = "Seconds since the worker last said that it lives."
        out.one("umzug_worker_silence_seconds", .gauge, help, max(0, now - heartbeat))
    }

    private static func mails(_ figures: StoreFigures, now: Double, _ out: inout Exposition) {
        out.family("umzug_mails", .gauge, "Mails to customers of the migrations that are kept, by what became of them.")
        for outcome in ["waiting", "sent", "given-up", "withheld"] {
            out.sample("umzug_mails", [("outcome", outcome)], Double(figures.mails[outcome] ?? 0))
        }
        let age = figures.oldestMail.map { max(0, now - Double($0)) } ?? 0
        out.one("umzug_oldest_mail_seconds", .gauge, "Age of the oldest mail that waits; 0 where none does.", age)
    }

    private static func items(_ counts: [Kind: Counts], _ failures: [String: Int], _ out: inout Exposition) {
        let kinds = counts.sorted { $0.key < $1.key }
        out.family("umzug_items", .gauge, "Items of the migrations that are kept, by kind and outcome.")
        for (kind, counts) in kinds {
            let outcomes = [
                ("copied", counts.copied), ("already-there", counts.alreadyThere), ("skipped", counts.skipped),
                ("failed", counts.failed), ("removed", counts.removed), ("kept", counts.kept),
            ]
            for (outcome, count) in outcomes {
                out.sample("umzug_items", [("kind", kind.rawValue), ("outcome", outcome)], Double(count))
            }
        }
        out.family("umzug_failed_items", .gauge, "Items that failed, by the code of their problem.")
        for (code, count) in failures.sorted(by: { $0.key < $1.key }) {
            out.sample("umzug_failed_items", [("code", code)], Double(count))
        }
        out.family("umzug_bytes", .gauge, "Octets copied by the migrations that are kept, by kind.")
        for (kind, counts) in kinds { out.sample("umzug_bytes", [("kind", kind.rawValue)], Double(counts.bytes)) }
    }

    private static func processes(_ processes: Services.Processes, _ out: inout Exposition) {
        out.one("umzug_worker_deaths_total", .counter, "Times that the worker ended unasked.", Double(processes.deaths))
        out.family("umzug_process_resident_memory_bytes", .gauge, "Memory of our processes.")
        for one in processes.running {
            out.sample("umzug_process_resident_memory_bytes", [("process", one.name)], Double(one.residentBytes))
        }
        out.family("umzug_process_open_fds", .gauge, "Open files of our processes.")
        for one in processes.running {
            out.sample("umzug_process_open_fds", [("process", one.name)], Double(one.openFiles))
        }
    }
}
