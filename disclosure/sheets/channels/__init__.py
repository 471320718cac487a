"""Forms of one publication for the places people meet it: WeChat, the board, the loudspeaker, the village group."""
