namespace ActiveLearning.Silo.Hosting;

/// <summary>
/// Has the thread that waits for sockets take what came in off them, instead of waking another one for it: on small machines a good part of a silo's time goes to waking threads (docs/performance.md).
/// Web server and Orleans hand their work to the pool behind that. Code that goes on after a call to a database runs there, so nothing may block after one: what it waits for may need that very
/// thread, and where there is one processor, as in a small container, there is no other.
/// </summary>
internal static class InlineSockets
{
    private const string Switch = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Before the first socket, since .NET reads the switch once. What the operator set stays.</summary>
    public static void Use()
    {
        if (Environment.GetEnvironmentVariable(Switch) is null)
        {
            Environment.SetEnvironmentVariable(Switch, "1");
        }
    }
}
