namespace ActiveLearning.Silo.Hosting;

/// <summary>
/// Has the thread that waits for sockets take what came in off them, instead of waking another one for it: on small machines a good part of a silo's time goes to waking threads (docs/performance.md).
/// Web server and Orleans hand their work to the pool behind that; nothing of ours waits there.
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
