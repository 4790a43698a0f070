import Store

extension ProjectActor {
    /// The name, or what the server calls itself.
    func name(_ voice: Voice) -> String { name.isEmpty ? voice.say("projects.umzug") : name }
}
